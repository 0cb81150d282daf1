# Sourced by ./coracle and by the launchers: find_java sets JAVA (the command), JAVA_MAJOR and JAVA_HOME_FOUND,
# or prints one line and returns 1. It starts no JVM: a JDK says its version in the file "release".

# java_major HOME : prints the feature version of the JDK in HOME, nothing if there is none
java_major() {
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p' "$1/release" | head -n 1
}

# try_java HOME : takes it if it is 25, or newer than the best so far
try_java() {
    [ "$JAVA_MAJOR" = 25 ] && return 0
    _major=$(java_major "$1")
    [ -n "$_major" ] && [ "$_major" -ge 21 ] || return 0
    if [ "$_major" = 25 ] || [ "$_major" -gt "$JAVA_MAJOR" ]; then
        JAVA_MAJOR=$_major
        JAVA_HOME_FOUND=$1
    fi
}

find_java() {
    JAVA_MAJOR=0
    JAVA_HOME_FOUND=
    if [ -n "${CORACLE_JAVA_HOME:-}" ]; then
        try_java "$CORACLE_JAVA_HOME"
        if [ -z "$JAVA_HOME_FOUND" ]; then
            echo "coracle: CORACLE_JAVA_HOME=$CORACLE_JAVA_HOME is not a JDK 21 or newer; unset it, or point it at one" >&2
            return 1
        fi
        JAVA=$JAVA_HOME_FOUND/bin/java
        return 0
    fi
    [ -n "${JAVA_HOME:-}" ] && try_java "$JAVA_HOME"
    _path=$(command -v java 2>/dev/null) && [ -n "$_path" ] && {
        while [ -L "$_path" ]; do
            _link=$(readlink "$_path")
            case $_link in /*) _path=$_link ;; *) _path=$(dirname "$_path")/$_link ;; esac
        done
        try_java "$(cd "$(dirname "$_path")/.." 2>/dev/null && pwd -P)"
    }
    for _home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/*; do
        [ "$JAVA_MAJOR" = 25 ] && break
        [ -d "$_home" ] && [ ! -L "$_home" ] && try_java "$_home"
    done
    if [ -z "$JAVA_HOME_FOUND" ]; then
        echo "coracle: no JDK 21 or newer found; install one (25 is best, for example Debian's openjdk-25-jdk or Temurin 25), or set CORACLE_JAVA_HOME" >&2
        return 1
    fi
    JAVA=$JAVA_HOME_FOUND/bin/java
}
