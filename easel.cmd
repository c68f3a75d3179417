@echo off
rem Easel's launcher for Windows: builds what is missing, then runs.
rem   easel                      opens the studio
rem   easel generate "a cat"     runs a command; easel --help lists them
rem   set EASEL_CUDA=1           before it: the CUDA build of ONNX Runtime (a large download, once)
setlocal EnableExtensions
set "root=%~dp0"
set "variant=cpu"
set "profile="
if "%EASEL_CUDA%"=="1" (
    set "variant=cuda"
    set "profile=-Pcuda"
)
set "lib=%root%app\target\easel-%variant%"
set "stamp=%lib%\built"

set "java=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
set "version="
for /f tokens^=2^ delims^=.^" %%v in ('call "%java%" -version 2^>^&1 ^| findstr /i "version"') do if not defined version set "version=%%v"
if not defined version (
    echo There is no Java here, expected a JDK 17 or newer. Install one, or set JAVA_HOME to it, and start Easel again. 1>&2
    exit /b 2
)
set /a number=version 2>nul
if %number% LSS 17 (
    echo Java is version %version%, expected 17 or newer. Install a newer JDK, or set JAVA_HOME to one, and start Easel again. 1>&2
    exit /b 2
)

if not exist "%stamp%" call :build || exit /b 2

rem ONNX Runtime would otherwise keep and upload a record of its use.
set "ORT_DISABLE_TELEMETRY=1"
set "native="
set "nativefx="
if %number% GEQ 22 set "native=--enable-native-access=ALL-UNNAMED"
if %number% GEQ 22 set "nativefx=--enable-native-access=javafx.graphics"
set "classes=%lib%\app\*;%lib%\lib\*"

if "%~1"=="" (
    "%java%" %native% %nativefx% --module-path "%lib%\javafx" --add-modules javafx.controls -cp "%classes%" studio.easel.app.Main
) else (
    "%java%" %native% -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Deasel.terminal=true -Dstdout.encoding=UTF-8 -cp "%classes%;%lib%\javafx\*" studio.easel.app.Main %*
)
exit /b %ERRORLEVEL%

:build
where mvn >nul 2>&1
if errorlevel 1 (
    echo Maven is missing, expected version 3.8 or newer to build Easel once. Install it, put its bin folder on the PATH, and start Easel again. 1>&2
    exit /b 1
)
echo Building Easel; this happens once and takes a minute or two, longer when libraries must be downloaded. 1>&2
pushd "%root%"
call mvn -B %profile% -DskipTests -Dspotless.check.skip=true -pl app -am package 1>&2
set "result=%ERRORLEVEL%"
popd
if not "%result%"=="0" (
    echo Easel could not be built; the reason is above. If downloads failed, check the connection and start Easel again. 1>&2
    exit /b 1
)
type nul > "%stamp%"
exit /b 0
