; Setup of Cermin ASN: for this person (default, no rights needed) or for all users of the PC.
;   makensis -DVERSION=0.1.0 -DPAYLOAD=folder -DICONS=resources/app -DOUT=CerminASN-0.1.0-Setup.exe installer.nsi
; Command line of the finished Setup.exe:
;   /S silent   /ALLUSERS (elevated caller)   /NODESKTOP   /NOASSOC   /NOCACHE (no copy of Setup.exe for handouts)
;   /BANKS=dir  a workshop handout (default: folder "banks" beside Setup.exe)   /D=C:\dir (last, without quotes)
; Exit codes: 0 done, 1 cancelled, 2 aborted, 10 Windows too old, 11 program is open, 12 a newer version is
;   there, 13 folder not writable, 14 no room
; Uninstaller: /S silent, /PURGE deletes the data of this person too.
!ifndef ARCH
  !define ARCH amd64-unicode
!endif
!ifdef NSIS_WIN32_MAKENSIS         ; how the makensis that runs writes its paths
  !define S "\"
!else
  !define S "/"
!endif
Target ${ARCH}
Unicode true
!define APP "Cermin ASN"
!define ID "CerminASN"                ; registry keys and the folder of the data
!define EXE "CerminASN.exe"
!define CONSOLE "ethics-desktop.exe"
!define PROGID "CerminASN.Bank.1"
!define EXT ".cermin"
!define MIME "application/vnd.cermin-asn.bank"
!define UKEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define PUBLISHER "Cermin ASN"
Name "${APP} ${VERSION}"
OutFile "${OUT}"
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all
!ifdef QUICK                      ; only for trials
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 32
!endif
SetDatablockOptimize on
CRCCheck on
AllowSkipFiles off
BrandingText "${APP} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "${APP}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "Pemasang ${APP}"
VIAddVersionKey /LANG=0 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=0 "LegalCopyright" "Cermin ASN contributors, Apache-2.0"

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include x64.nsh
!insertmacro VersionCompare

Var Mode        ; "user" | "machine"
Var WantDesk     ; 1/0
Var Assoc       ; 1/0
Var Banks       ; folder with handout banks or ""
Var OldVer
Var Cache       ; 1: keep a copy of Setup.exe for handouts

!define MUI_ICON "${ICONS}${S}cermin-asn.ico"
!define MUI_UNICON "${ICONS}${S}cermin-asn.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${ICONS}${S}setup-side.bmp"
!define MUI_WELCOMEPAGE_TITLE "$(T_WELCOME)"
!define MUI_WELCOMEPAGE_TEXT "$(T_ABOUT)"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_TITLE "$(T_DONE)"
!define MUI_FINISHPAGE_TEXT "$(T_WHERE)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"
!define MUI_FINISHPAGE_RUN_TEXT "$(T_RUN)"
!define MUI_DIRECTORYPAGE_TEXT_TOP "$(T_FOLDER)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_PAGE_HEADER_TEXT "$(T_REMOVE)"
!define MUI_PAGE_HEADER_SUBTEXT "$(T_STAYS)"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(T_GOES)"
!define MUI_UNCONFIRMPAGE_TEXT_LOCATION "$(T_FROM)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Indonesian"
!insertmacro MUI_LANGUAGE "English"

LangString T_WELCOME ${LANG_INDONESIAN} "Memasang ${APP} ${VERSION}"
LangString T_WELCOME ${LANG_ENGLISH} "Installing ${APP} ${VERSION}"
LangString T_ABOUT ${LANG_INDONESIAN} "${APP} menguji dan melatih pertimbangan etika ASN.$\r$\n$\r$\nTidak perlu hak administrator, tidak perlu internet. Data Anda tetap di komputer ini.$\r$\n$\r$\nPaket lokakarya di samping pemasang ini, bila ada, ikut dipasang."
LangString T_ABOUT ${LANG_ENGLISH} "${APP} tests and trains judgement on public-service ethics.$\r$\n$\r$\nIt needs no administrator rights and no network. Your data stay on this computer.$\r$\n$\r$\nA workshop handout beside Setup, if there is one, is installed too."
LangString T_FOLDER ${LANG_INDONESIAN} "${APP} dipasang di folder ini. Untuk memilih folder lain, tekan Cari. Tekan Instal untuk memulai."
LangString T_FOLDER ${LANG_ENGLISH} "${APP} goes into this folder. To choose another one, press Browse. Press Install to begin."
LangString T_DONE ${LANG_INDONESIAN} "${APP} sudah terpasang"
LangString T_DONE ${LANG_ENGLISH} "${APP} is installed"
LangString T_WHERE ${LANG_INDONESIAN} "Anda dapat membukanya kapan saja dari menu Start."
LangString T_WHERE ${LANG_ENGLISH} "You can open it from the start menu at any time."
LangString T_RUN ${LANG_INDONESIAN} "Buka ${APP} sekarang"
LangString T_RUN ${LANG_ENGLISH} "Open ${APP} now"
LangString T_REMOVE ${LANG_INDONESIAN} "Membuang ${APP} ${VERSION}"
LangString T_REMOVE ${LANG_ENGLISH} "Removing ${APP} ${VERSION}"
LangString T_STAYS ${LANG_INDONESIAN} "Data Anda tetap ada, kecuali Anda memilih menghapusnya."
LangString T_STAYS ${LANG_ENGLISH} "Your data stay unless you choose to delete them."
LangString T_GOES ${LANG_INDONESIAN} "Program dibuang dari folder di bawah ini. Berkas yang Anda simpan sendiri di sana tetap ada. Tekan Hapus untuk memulai."
LangString T_GOES ${LANG_ENGLISH} "The program is removed from the folder below. Files that you put there yourself stay. Press Uninstall to begin."
LangString T_FROM ${LANG_INDONESIAN} "Folder:"
LangString T_FROM ${LANG_ENGLISH} "Folder:"
LangString T_OLDWIN ${LANG_INDONESIAN} "${APP} memerlukan Windows 10 versi 1809 (64-bit) atau lebih baru."
LangString T_OLDWIN ${LANG_ENGLISH} "${APP} needs 64-bit Windows 10 version 1809 or newer."
LangString T_RUNNING ${LANG_INDONESIAN} "${APP} sedang terbuka. Tutup dahulu, lalu tekan Coba lagi."
LangString T_RUNNING ${LANG_ENGLISH} "${APP} is open. Close it, then press Retry."
LangString T_NEWER ${LANG_INDONESIAN} "Versi yang lebih baru sudah terpasang ($OldVer). Pemasangan dihentikan."
LangString T_NEWER ${LANG_ENGLISH} "A newer version ($OldVer) is already installed. Setup will stop."
LangString T_NOWRITE ${LANG_INDONESIAN} "Folder ini tidak dapat ditulis: $INSTDIR"
LangString T_NOWRITE ${LANG_ENGLISH} "This folder cannot be written: $INSTDIR"
LangString T_FILETYPE ${LANG_INDONESIAN} "Paket soal ${APP}"
LangString T_FILETYPE ${LANG_ENGLISH} "${APP} item bank"
LangString T_NOROOM ${LANG_INDONESIAN} "Ruang di disk tidak cukup. Versi sebelumnya dipasang kembali."
LangString T_NOROOM ${LANG_ENGLISH} "There is not enough room on the disk. The version before was put back."
LangString T_MACHINE ${LANG_INDONESIAN} "${APP} sudah terpasang untuk semua pengguna komputer ini. Paket soal di samping pemasang ditambahkan ke sana."
LangString T_MACHINE ${LANG_ENGLISH} "${APP} is already installed for all users of this PC. The item banks beside Setup were added to it."
LangString T_PURGE ${LANG_INDONESIAN} "Hapus juga kemajuan belajar dan data Anda di komputer ini? (Biasanya: Tidak)"
LangString T_PURGE ${LANG_ENGLISH} "Also delete your progress and data on this computer? (Usually: No)"

!macro FAIL CODE TEXT
  SetErrorLevel ${CODE}
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  Quit
!macroend

Function .onInit
  StrCpy $R3 $INSTDIR          ; empty unless /D= was given (NSIS takes /D= off the command line itself)
  StrCpy $Mode "user"
  StrCpy $WantDesk 1
  StrCpy $Assoc 1
  StrCpy $Cache 1
  StrCpy $Banks "$EXEDIR\banks"
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${IfNot} ${Errors}
    StrCpy $Mode "machine"
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/NODESKTOP" $R1
  ${IfNot} ${Errors}
    StrCpy $WantDesk 0
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/NOASSOC" $R1
  ${IfNot} ${Errors}
    StrCpy $Assoc 0
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/NOCACHE" $R1
  ${IfNot} ${Errors}
    StrCpy $Cache 0
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/BANKS=" $R1
  ${IfNot} ${Errors}
    StrCpy $Banks $R1
  ${EndIf}
  ; answer file beside Setup.exe (trainer / IT): same switches without a command line
  ${If} ${FileExists} "$EXEDIR\cermin-asn-setup.ini"
    ReadINIStr $R1 "$EXEDIR\cermin-asn-setup.ini" "setup" "desktop"
    ${If} $R1 == "0"
      StrCpy $WantDesk 0
    ${EndIf}
    ReadINIStr $R1 "$EXEDIR\cermin-asn-setup.ini" "setup" "associate"
    ${If} $R1 == "0"
      StrCpy $Assoc 0
    ${EndIf}
  ${EndIf}
  ; 64-bit Windows 10 build 17763 (1809) or later: what Qt 6 supports
  ${IfNot} ${RunningX64}
    !insertmacro FAIL 10 $(T_OLDWIN)
  ${EndIf}
  SetRegView 64
  ReadRegStr $R1 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentBuildNumber"
  ${If} $R1 < 17763
    !insertmacro FAIL 10 $(T_OLDWIN)
  ${EndIf}
  ${If} $Mode == "machine"
    SetShellVarContext all
    ReadRegStr $R2 HKLM "${UKEY}" "InstallLocation"
    ReadRegStr $OldVer HKLM "${UKEY}" "DisplayVersion"
    ${If} $INSTDIR == ""
      StrCpy $INSTDIR "$PROGRAMFILES64\${APP}"
    ${EndIf}
  ${Else}
    SetShellVarContext current
    ReadRegStr $R2 HKCU "${UKEY}" "InstallLocation"
    ReadRegStr $OldVer HKCU "${UKEY}" "DisplayVersion"
    ${If} $INSTDIR == ""
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${APP}"
    ${EndIf}
  ${EndIf}
  ; a copy for all users, not older than this one: only the banks are added, for this person
  ${If} $Mode == "user"
  ${AndIf} $OldVer == ""
    ReadRegStr $R4 HKLM "${UKEY}" "DisplayVersion"
    ReadRegStr $R5 HKLM "${UKEY}" "InstallLocation"
    ${If} $R4 != ""
    ${AndIf} ${FileExists} "$R5\${CONSOLE}"
    ${AndIf} ${FileExists} "$Banks\handout.json"
      ${VersionCompare} "${VERSION}" "$R4" $R1
      ${If} $R1 != 1
        nsExec::Exec '"$R5\${CONSOLE}" handout add "$Banks"'
        Pop $R1
        ${If} $R1 == 0
          MessageBox MB_OK|MB_ICONINFORMATION $(T_MACHINE) /SD IDOK
        ${EndIf}
        SetErrorLevel $R1
        Quit
      ${EndIf}
    ${EndIf}
  ${EndIf}
  ; keep the folder of an earlier install unless /D= was given
  ${If} $R3 == ""
  ${AndIf} $R2 != ""
    StrCpy $INSTDIR $R2
  ${EndIf}
  ${If} $OldVer != ""
    ${VersionCompare} "${VERSION}" "$OldVer" $R1
    ${If} $R1 == 2
      !insertmacro FAIL 12 $(T_NEWER)
    ${EndIf}
  ${EndIf}
FunctionEnd

; the program is running when its exe cannot be opened for writing
!macro CHECK_RUNNING un
Function ${un}CheckRunning
  again:
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    ClearErrors
    FileOpen $R9 "$INSTDIR\${EXE}" a
    ${If} ${Errors}
      ${If} ${Silent}
        SetErrorLevel 11
        Quit
      ${EndIf}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION $(T_RUNNING) /SD IDCANCEL IDRETRY again
      SetErrorLevel 11
      Quit
    ${EndIf}
    FileClose $R9
  ${EndIf}
FunctionEnd
!macroend
!insertmacro CHECK_RUNNING ""
!insertmacro CHECK_RUNNING "un."

Section "${APP}" SEC_MAIN
  SectionIn RO
  Call CheckRunning
  ClearErrors
  CreateDirectory "$INSTDIR"
  FileOpen $R9 "$INSTDIR\.write-test" w
  ${If} ${Errors}
    !insertmacro FAIL 13 $(T_NOWRITE)
  ${EndIf}
  FileClose $R9
  Delete "$INSTDIR\.write-test"
  ; upgrade: move the old program files aside so that no stale module survives; put back on failure
  RMDir /r "$INSTDIR\_internal.old"
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    ClearErrors
    Rename "$INSTDIR\_internal" "$INSTDIR\_internal.old"
    ${If} ${Errors}
      SetErrorLevel 11
      MessageBox MB_OK|MB_ICONSTOP $(T_RUNNING) /SD IDOK
      Quit
    ${EndIf}
  ${EndIf}
  Delete "$INSTDIR\${EXE}.old"
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    CopyFiles /SILENT /FILESONLY "$INSTDIR\${EXE}" "$INSTDIR\${EXE}.old"
  ${EndIf}
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${PAYLOAD}${S}*.*"
  ${If} ${Errors}
    RMDir /r "$INSTDIR\_internal"
    Rename "$INSTDIR\_internal.old" "$INSTDIR\_internal"
    Delete "$INSTDIR\${EXE}"
    Rename "$INSTDIR\${EXE}.old" "$INSTDIR\${EXE}"
    !insertmacro FAIL 14 $(T_NOROOM)
  ${EndIf}
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\${EXE}.old"
  ; a handout beside Setup.exe (or in /BANKS=dir); banks of earlier ones stay, the program looks at the list
  ${If} ${FileExists} "$Banks\*${EXT}"
    CreateDirectory "$INSTDIR\banks"
    CopyFiles /SILENT /FILESONLY "$Banks\*${EXT}" "$INSTDIR\banks"
    ${If} ${FileExists} "$Banks\handout.json"
      CopyFiles /SILENT /FILESONLY "$Banks\handout.json" "$INSTDIR\banks"
    ${EndIf}
  ${EndIf}
  ; an unchanged copy of this Setup.exe, which the program copies into handouts (a signature stays intact)
  ${If} $Cache == 1
    CreateDirectory "$INSTDIR\installer"
    Delete "$INSTDIR\installer\*.exe"
    CopyFiles /SILENT /FILESONLY "$EXEPATH" "$INSTDIR\installer\${ID}-${VERSION}-Setup.exe"
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${APP}.lnk" "$INSTDIR\${EXE}" "" "$INSTDIR\${EXE}" 0
  ${If} $WantDesk == 1
    CreateShortcut "$DESKTOP\${APP}.lnk" "$INSTDIR\${EXE}" "" "$INSTDIR\${EXE}" 0
  ${EndIf}
  ${If} $Assoc == 1
    WriteRegStr SHCTX "Software\Classes\${PROGID}" "" "$(T_FILETYPE)"
    WriteRegStr SHCTX "Software\Classes\${PROGID}\DefaultIcon" "" "$INSTDIR\_internal\resources\app\cermin-file.ico"
    WriteRegStr SHCTX "Software\Classes\${PROGID}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
    WriteRegStr SHCTX "Software\Classes\${EXT}\OpenWithProgids" "${PROGID}" ""
    ReadRegStr $R1 SHCTX "Software\Classes\${EXT}" ""
    ${If} $R1 == ""
      WriteRegStr SHCTX "Software\Classes\${EXT}" "" "${PROGID}"
    ${EndIf}
    WriteRegStr SHCTX "Software\Classes\${EXT}" "Content Type" "${MIME}"
    WriteRegStr SHCTX "Software\Classes\Applications\${EXE}\SupportedTypes" "${EXT}" ""
    WriteRegStr SHCTX "Software\Classes\Applications\${EXE}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
  ${EndIf}
  WriteRegStr SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\${EXE}" "" "$INSTDIR\${EXE}"
  WriteRegStr SHCTX "${UKEY}" "DisplayName" "${APP}"
  WriteRegStr SHCTX "${UKEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UKEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UKEY}" "DisplayIcon" "$INSTDIR\${EXE},0"
  WriteRegStr SHCTX "${UKEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UKEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UKEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UKEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UKEY}" "NoRepair" 1
  SectionGetSize ${SEC_MAIN} $R1
  WriteRegDWORD SHCTX "${UKEY}" "EstimatedSize" $R1
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0x1000, p 0, p 0)'
SectionEnd

Function un.onInit
  SetRegView 64
  StrCpy $Mode "user"
  SetShellVarContext current
  ReadRegStr $R1 HKCU "${UKEY}" "InstallLocation"
  ${If} $R1 != $INSTDIR
    ReadRegStr $R1 HKLM "${UKEY}" "InstallLocation"
    ${If} $R1 == $INSTDIR
      StrCpy $Mode "machine"
      SetShellVarContext all
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "Uninstall"
  Call un.CheckRunning
  ; only what Setup wrote; a file the user put here by hand stays
  Delete "$INSTDIR\${EXE}"
  Delete "$INSTDIR\${CONSOLE}"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\_internal.old"
  RMDir /r "$INSTDIR\licenses"
  RMDir /r "$INSTDIR\banks"
  RMDir /r "$INSTDIR\installer"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${APP}.lnk"
  Delete "$DESKTOP\${APP}.lnk"
  ReadRegStr $R1 SHCTX "Software\Classes\${EXT}" ""
  ${If} $R1 == "${PROGID}"
    DeleteRegValue SHCTX "Software\Classes\${EXT}" ""
  ${EndIf}
  DeleteRegValue SHCTX "Software\Classes\${EXT}\OpenWithProgids" "${PROGID}"
  DeleteRegValue SHCTX "Software\Classes\${EXT}" "Content Type"
  DeleteRegKey /ifempty SHCTX "Software\Classes\${EXT}\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "Software\Classes\${EXT}"
  DeleteRegKey SHCTX "Software\Classes\${PROGID}"
  DeleteRegKey SHCTX "Software\Classes\Applications\${EXE}"
  DeleteRegKey SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\${EXE}"
  DeleteRegKey SHCTX "${UKEY}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0x1000, p 0, p 0)'
  ; user data is kept; only on request (UI: default No; silent: /PURGE)
  StrCpy $R2 0
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/PURGE" $R1
  ${IfNot} ${Errors}
    StrCpy $R2 1
  ${ElseIfNot} ${Silent}
    MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONQUESTION $(T_PURGE) /SD IDNO IDNO +2
    StrCpy $R2 1
  ${EndIf}
  ${If} $R2 == 1
    SetShellVarContext current
    RMDir /r "$LOCALAPPDATA\${ID}"
  ${EndIf}
SectionEnd
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"'
  !finalize '${SIGN} "%1"'
!endif
