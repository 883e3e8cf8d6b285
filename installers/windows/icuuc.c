/* Only for the Wine in which we build and test, never handed out: Windows 10 has an icuuc.dll of its own,
   Wine 8 has none. Every call fails, so Qt keeps to its built-in UTF-8/16/32 and Latin-1 codecs. */
#define E __declspec(dllexport)
typedef int UErrorCode;
E void *ucnv_open(const char*n, UErrorCode*e){ *e=4; return 0;}            /* U_FILE_ACCESS_ERROR */
E void ucnv_close(void*c){}
E void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void){} 
E void UCNV_TO_U_CALLBACK_SUBSTITUTE(void){}
E void ucnv_reset(void*c){}
E signed char ucnv_getMaxCharSize(void*c){return 4;}
E const char *ucnv_getName(void*c, UErrorCode*e){*e=1;return 0;}
E void ucnv_getToUCallBack(void*c, void**a, const void**x){*a=0;*x=0;}
E void ucnv_getFromUCallBack(void*c, void**a, const void**x){*a=0;*x=0;}
E void ucnv_setToUCallBack(void*c, void*a, const void*x, void**o, const void**p, UErrorCode*e){*e=1;}
E void ucnv_setFromUCallBack(void*c, void*a, const void*x, void**o, const void**p, UErrorCode*e){*e=1;}
E void ucnv_cbToUWriteUChars(void*a,const void*s,int l,int o,UErrorCode*e){*e=1;}
E void ucnv_cbFromUWriteUChars(void*a,void*s,void*l,int o,UErrorCode*e){*e=1;}
E void ucnv_toUnicode(void*c,void*t,void*tl,void*s,void*sl,void*o,signed char f,UErrorCode*e){*e=1;}
E void ucnv_fromUnicode(void*c,void*t,void*tl,void*s,void*sl,void*o,signed char f,UErrorCode*e){*e=1;}
E int ucnv_toUCountPending(void*c,UErrorCode*e){return 0;}
E int ucnv_fromUCountPending(void*c,UErrorCode*e){return 0;}
E const char*ucnv_getStandardName(const char*n,const char*s,UErrorCode*e){return 0;}
E const char*ucnv_getAvailableName(int n){return 0;}
E int ucnv_countAvailable(void){return 0;}
E int __stdcall DllMainCRTStartup(void*a,unsigned b,void*c){return 1;}
