; The installer for Windows. packaging/package.py hands over Version and Source (the frozen folder).
; Per user, without administrator rights; asks the running copy to quit; keeps what was recorded unless asked.
#ifndef Version
  #error Version is not defined: run this through packaging/package.py
#endif

[Setup]
AppId={{6E0E8F0B-5C0B-4E57-9C53-6D1B7A2F4C11}
AppName=ActivityWatch
AppVersion={#Version}
AppPublisher=ActivityWatch contributors
DefaultDirName={localappdata}\Programs\ActivityWatch
DefaultGroupName=ActivityWatch
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0
Compression=lzma2/max
SolidCompression=yes
LicenseFile={#Source}\LICENSE
UninstallDisplayIcon={app}\aw-qt.exe
UninstallDisplayName=ActivityWatch
WizardStyle=modern
; We ask it ourselves, politely, below: closing it from outside could cut off its last write.
CloseApplications=no

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.StartAtLogin=Start ActivityWatch when I log in
de.StartAtLogin=ActivityWatch bei der Anmeldung starten
en.DesktopIcon=Put an icon on the desktop
de.DesktopIcon=Ein Symbol auf den Desktop legen
en.StartNow=Start ActivityWatch now
de.StartNow=ActivityWatch jetzt starten
en.StillRunning=ActivityWatch is still running and does not quit. Please quit it from its icon, then try again.
de.StillRunning=ActivityWatch läuft noch und beendet sich nicht. Bitte über sein Symbol beenden und erneut versuchen.
en.DeleteData=Delete everything ActivityWatch has recorded and its settings, too?%n%n%1%n%nNo keeps it for the next time.
de.DeleteData=Auch alles löschen, was ActivityWatch aufgezeichnet hat, samt Einstellungen?%n%n%1%n%nNein behält es für das nächste Mal.

[Tasks]
; Never ticked by itself: whether it starts at login is the person's decision (also in the tray's menu).
Name: "autostart"; Description: "{cm:StartAtLogin}"; Flags: unchecked
Name: "desktopicon"; Description: "{cm:DesktopIcon}"; Flags: unchecked

[InstallDelete]
; Files of an older version must not be found by a newer one. Only our own program folder, never data.
Type: filesandordirs; Name: "{app}\_internal"
Type: filesandordirs; Name: "{app}\licenses"

[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\ActivityWatch"; Filename: "{app}\aw-qt.exe"
Name: "{autodesktop}\ActivityWatch"; Filename: "{app}\aw-qt.exe"; Tasks: desktopicon

[Registry]
; The same value that "Start at login" of the tray writes and reads.
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: string; ValueName: "ActivityWatch"; \
  ValueData: """{app}\aw-qt.exe"""; Tasks: autostart

[Run]
Filename: "{app}\aw-qt.exe"; Description: "{cm:StartNow}"; Flags: nowait postinstall skipifsilent

[Code]
const
  RunKey = 'Software\Microsoft\Windows\CurrentVersion\Run';

function AskToQuit(): Boolean;
var
  Code: Integer;
begin
  { aw-qt --stop ends the tray and all its modules and returns when they are gone; 0 also when nothing runs. }
  Result := True;
  if FileExists(ExpandConstant('{app}\aw-qt.exe')) then
    Result := Exec(ExpandConstant('{app}\aw-qt.exe'), '--stop', '', SW_HIDE, ewWaitUntilTerminated, Code) and (Code = 0);
end;

function PrepareToInstall(var NeedsRestart: Boolean): String;
begin
  Result := '';
  if not AskToQuit() then
    Result := CustomMessage('StillRunning');
end;

function InitializeUninstall(): Boolean;
begin
  Result := AskToQuit();
  if not Result then
    SuppressibleMsgBox(CustomMessage('StillRunning'), mbError, MB_OK, IDOK);
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Data: String;
begin
  if Step <> usPostUninstall then
    exit;
  RegDeleteValue(HKCU, RunKey, 'ActivityWatch');
  Data := ExpandConstant('{localappdata}\activitywatch');
  if DirExists(Data) and not UninstallSilent() then
    if MsgBox(FmtMessage(CustomMessage('DeleteData'), [Data]), mbConfirmation, MB_YESNO or MB_DEFBUTTON2) = IDYES then
      DelTree(Data, True, True, True);
end;
