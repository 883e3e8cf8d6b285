/* Only for the Wine in which we build and test, never handed out: Windows 10 has a bcryptprimitives.dll of its
   own, Wine 8 has none. Extension modules written in Rust ask it for random numbers. */
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *buffer, unsigned long length);
__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *buffer, unsigned long long length)
{
    while (length > 0) {
        unsigned long part = length > 1048576 ? 1048576 : (unsigned long)length;
        if (!SystemFunction036(buffer, part)) return 0;
        buffer += part;
        length -= part;
    }
    return 1;
}
int __stdcall DllMainCRTStartup(void *module, unsigned reason, void *reserved) { return 1; }
