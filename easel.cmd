@echo off
rem Easel's launcher for Windows: builds what is missing, then runs.
rem   easel                      opens the studio
rem   easel generate "a cat"     runs a command; easel --help lists them
rem   set EASEL_CUDA=1           before it: the CUDA build of ONNX Runtime (a large download, once)
rem Batch files eat percent signs: in a prompt inside another batch file, double them; a name between two percent signs
rem is replaced by the variable of that name, if there is one.
rem Easel is built again when the commit changes. After an edit that is not committed, delete app\target\easel-cpu.
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "variant=cpu"
set "profile="
if "%EASEL_CUDA%"=="1" set "variant=cuda"
if "%EASEL_CUDA%"=="1" set "profile=-Pcuda"
set "lib=%root%app\target\easel-%variant%"
set "stamp=%lib%\built"

rem Java: JAVA_HOME's, else the one on the path.
set "java=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
set "version="
for /f tokens^=2^ delims^=^" %%v in ('call "%java%" -version 2^>^&1 ^| findstr /i /c:"version"') do if not defined version set "version=%%v"
if not defined version goto noJava
set "number=0"
for /f "tokens=1 delims=.-+_" %%n in ("%version%") do set "number=%%n"
if %number% LSS 17 goto oldJava

rem The stamp of a build holds the commit it was built from, or the word unknown.
set "commit=unknown"
if exist "%root%.git" for /f %%h in ('git -C "%root%." rev-parse HEAD 2^>nul') do set "commit=%%h"
set "built="
if exist "%stamp%" set /p built=<"%stamp%"
if not defined built goto build
if "%commit%"=="unknown" goto run
if not "%commit%"=="%built%" goto build

:run
rem ONNX Runtime would otherwise keep and upload a record of its use.
set "ORT_DISABLE_TELEMETRY=1"
set "native="
set "nativefx="
if %number% GEQ 22 set "native=--enable-native-access=ALL-UNNAMED"
if %number% GEQ 22 set "nativefx=--enable-native-access=javafx.graphics"
set "classes=%lib%\app\*;%lib%\lib\*"
rem The build unpacked ONNX Runtime's libraries, which would otherwise be unpacked into a new temporary folder each time.
set "unpacked=-Donnxruntime.native.path=%lib%\native"
rem Weights under LoRAs lie beside the heap, as many as there are: by default Java would stop at a quarter of the memory.
set "beside=-XX:MaxDirectMemorySize=1024g"
if "%~1"=="" goto window
set "quick=-XX:TieredStopAtLevel=1"
if "%~1"=="animate" set "quick="
if "%~1"=="bench" set "quick="
if "%~1"=="upscale" set "quick="
rem A batch file cannot tell whether standard error is a terminal, so easel.terminal stays unset: no line that keeps changing.
"%java%" %native% "%unpacked%" %beside% %quick% -XX:+UseSerialGC -Dstdout.encoding=UTF-8 -cp "%classes%;%lib%\javafx\*" studio.easel.app.Main %*
exit /b %ERRORLEVEL%

:window
"%java%" %native% "%unpacked%" %beside% %nativefx% -XX:TieredStopAtLevel=1 --module-path "%lib%\javafx" --add-modules javafx.controls -cp "%classes%" studio.easel.app.Main
exit /b %ERRORLEVEL%

:build
rem Maven must use the Java that was checked; only Java itself knows where it lies.
set "jdk="
for /f "tokens=1* delims==" %%a in ('call "%java%" -XshowSettings:properties -version 2^>^&1 ^| findstr /l /c:"java.home ="') do for /f "tokens=*" %%c in ("%%b") do set "jdk=%%c"
if not defined jdk goto noJava
if not exist "%jdk%\bin\javac.exe" goto noCompiler
set "JAVA_HOME=%jdk%"
where mvn >nul 2>&1
if errorlevel 1 goto noMaven
set "maven="
for /f "tokens=3" %%v in ('call mvn -B --version 2^>nul ^| findstr /l /c:"Apache Maven"') do if not defined maven set "maven=%%v"
if not defined maven goto muteMaven
set "mavenMajor=0"
set "mavenMinor=0"
for /f "tokens=1,2 delims=." %%a in ("%maven%") do (
    set "mavenMajor=%%a"
    set "mavenMinor=%%b"
)
if %mavenMajor% LSS 3 goto oldMaven
if %mavenMajor% EQU 3 if %mavenMinor% LSS 8 goto oldMaven

echo Building Easel; this happens once and takes a minute or two, longer when libraries must be downloaded. 1>&2
rem Nothing of an older build may stay; the stamp goes first, so that an interrupted build is no build.
if exist "%stamp%" del /q "%stamp%"
if exist "%lib%" rmdir /s /q "%lib%"
if exist "%lib%" goto inUse
pushd "%root%"
call mvn -B %profile% -DskipTests -Dspotless.check.skip=true -pl app -am package 1>&2
set "result=%ERRORLEVEL%"
popd
if not "%result%"=="0" goto notBuilt
>"%stamp%" echo %commit%
goto run

:noJava
echo There is no Java here, expected a JDK 17 or newer. Install one, or set JAVA_HOME to it, and start Easel again. 1>&2
exit /b 2

:oldJava
echo Java is version %version%, expected 17 or newer. Install a newer JDK, or set JAVA_HOME to one, and start Easel again. 1>&2
exit /b 2

:noCompiler
echo Java %version% at "%jdk%" is a runtime without a compiler, expected a JDK. Install one, or set JAVA_HOME to it, and start Easel again. 1>&2
exit /b 2

:noMaven
echo Maven is missing, expected version 3.8 or newer to build Easel once. Install it, put its bin folder on the PATH, and start Easel again. 1>&2
exit /b 2

:muteMaven
echo Maven does not tell its version, expected 3.8 or newer. See what mvn --version says, and start Easel again. 1>&2
exit /b 2

:oldMaven
echo Maven is version %maven%, expected 3.8 or newer. Install a newer one and start Easel again. 1>&2
exit /b 2

:inUse
echo The folder "%lib%" cannot be deleted, expected that nobody uses it while Easel is built. Close Easel and start it again. 1>&2
exit /b 2

:notBuilt
echo Easel could not be built; the reason is above. If downloads failed, check the connection and start Easel again. 1>&2
exit /b 2
