# Installs Setup.exe for this person on a real Windows, tests it, installs it again and removes it.
# Written to be run by .github/workflows/release.yml; not run where it was written.
param([Parameter(Mandatory)] [string] $Setup)
$ErrorActionPreference = 'Stop'
$app = Join-Path $env:LOCALAPPDATA 'Programs\Cermin ASN'
$data = Join-Path $env:LOCALAPPDATA 'CerminASN'
$key = 'HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\CerminASN'

function Invoke-Program([string] $File, [string[]] $Arguments) {
    (Start-Process $File -ArgumentList $Arguments -Wait -PassThru).ExitCode
}
function Confirm-That([string] $What, [bool] $Held) {
    if (-not $Held) { throw "FAIL  $What" }
    Write-Output "ok    $What"
}

foreach ($turn in 'installation', 'installation over itself') {
    Confirm-That $turn ((Invoke-Program $Setup @('/S')) -eq 0)
    Confirm-That "${turn}: self-test" ((Invoke-Program "$app\CerminASN.exe" @('--self-test', "self-test-$($turn.Length).json", '--own-data')) -eq 0)
}
Confirm-That 'uninstall key' ((Get-ItemProperty $key).DisplayName -eq 'Cermin ASN')
Confirm-That 'association' ((Get-ItemProperty 'HKCU:\Software\Classes\.cermin').'(default)' -eq 'CerminASN.Bank.1')
Confirm-That 'removal' ((Invoke-Program "$app\uninstall.exe" @('/S')) -eq 0)
for ($i = 0; $i -lt 300 -and (Test-Path "$app\CerminASN.exe"); $i++) { Start-Sleep -Milliseconds 100 }
Confirm-That 'program files are gone' (-not (Test-Path "$app\_internal"))
Confirm-That 'data stay' (Test-Path "$data\profiles")
Confirm-That 'uninstall key is gone' (-not (Test-Path $key))
