/* python.exe of the build, never handed out: CPython's own is this one call into python3xx.dll too. */
#include <wchar.h>
__declspec(dllimport) int Py_Main(int argc, wchar_t **argv);
int wmain(int argc, wchar_t **argv) { return Py_Main(argc, argv); }
