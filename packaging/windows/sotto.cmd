@echo off
rem `sotto`: the command line of the application. It opens no window.
start "" /b /wait "%~dp0Sotto.exe" --disable-gpu --log-level=3 --cli -- %*
exit /b %ERRORLEVEL%
