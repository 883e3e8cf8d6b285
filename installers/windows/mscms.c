/* Only for the Wine in which we build and test, never handed out: its mscms.dll lacks a call of Qt. */
#define E __declspec(dllexport)
E int __stdcall GetColorProfileFromHandle(void*h,void*b,void*s){return 0;}
E int __stdcall CloseColorProfile(void*h){return 1;}
E void*__stdcall WcsCreateIccProfile(void*h,unsigned f){return 0;}
E void*__stdcall OpenColorProfileW(void*p,unsigned a,unsigned b,unsigned c){return 0;}
E int __stdcall DllMainCRTStartup(void*a,unsigned b,void*c){return 1;}
