# Sourced by the scripts in bin/: launch NAME MAIN-CLASS ARGS… becomes that component, so that signals reach it.
# --help and --version are answered here, without a JVM.

self=$0
while [ -L "$self" ]; do
    link=$(readlink "$self")
    case $link in /*) self=$link ;; *) self=$(dirname "$self")/$link ;; esac
done
DIST=$(cd "$(dirname "$self")/.." && pwd -P)
. "$DIST/libexec/find-java.sh"

# jvm_options NAME : the JVM's options for a component but for those with paths, one line
jvm_options() {
    _options="-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xss512k -XX:-ShrinkHeapInSteps -XX:-UsePerfData -XX:TrimNativeHeapInterval=10000 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow $(tier "$1") $CODE -Djava.net.preferIPv4Stack=true $(heap "$1")"
    [ "$JAVA_MAJOR" -ge 24 ] || _options=$(echo "$_options" | sed 's/--sun-misc-unsafe-memory-access=allow//')
    echo "$_options"
}

# become NAME OPTIONS MAIN-CLASS ARGS… : turns this process into a JVM for a component. OPTIONS are words; paths may have spaces.
become() {
    _name=$1 _options=$2
    shift 2
    set -- -cp "$(classpath)" "$@"
    set -f # in options a star is a star
    # shellcheck disable=SC2086
    set -- $_options "$@"
    _cache=$(cache "$_name")
    if [ "$JAVA_MAJOR" -ge 25 ] && [ -r "$_cache" ]; then
        # A cache that does not fit (another JDK, a moved file) is passed over in silence; it only makes the start slower.
        set -- "-XX:AOTCache=$_cache" '-Xlog:aot*=off' -Xlog:cds=off "$@"
    fi
    # shellcheck disable=SC2046
    set -- $(jvm_options "$_name") "-Djava.library.path=$DIST/lib/native" "$@"
    exec "$JAVA" "$@"
}

# cache NAME : one for all, but for the API server, which has its own with what was hot in it
cache() {
    if [ "$1" = kube-apiserver ] && [ -r "$DIST/lib/kube-apiserver.aot" ]; then
        echo "$DIST/lib/kube-apiserver.aot"
    else
        echo "$DIST/lib/coracle.aot"
    fi
}

# heap NAME : begin small and grow by need; the serial collector gives back what it does not use. What is new is bounded: a third of a heap
# of a gigabyte would be touched from end to end between two collections, and a request needs its trees for a millisecond. With large pages
# what is free takes memory as well, so there is less of it.
heap() {
    case $1 in
        kube-apiserver) echo "-Xms48m $NEW -XX:MinHeapFreeRatio=3 -XX:MaxHeapFreeRatio=6" ;;
        etcd | one-process) echo "-Xms48m $NEW $FREE" ;;
        *) echo "-Xms24m -Xmx768m $FREE" ;;
    esac
}

NEW="-XX:NewSize=16m -XX:MaxNewSize=96m -XX:NewRatio=4"
FREE="-XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=15"

# The JVM would collect the whole heap, and stop for it, each time another seventh of this is full of code; all there is fits into it several times.
CODE="-XX:ReservedCodeCacheSize=64m -XX:SweeperThreshold=100"

# tier NAME : the server of all others is worth the second compiler
tier() {
    case $1 in
        kube-apiserver) echo "$LATE_C2 $PROFILES $SMALL_CHECKS $LARGE_PAGES" ;;
        one-process) echo "$LATE_C2 $NO_PROFILES $SMALL_CHECKS" ;;
        etcd | kube-scheduler) echo "$LATE_C2 $NO_PROFILES" ;;
        *) echo "-XX:TieredStopAtLevel=1" ;;
    esac
}

# It comes in for what stays hot: with the usual thresholds (5000, 600, 15000, 40000) it takes a third of the processor time of a start; ten
# times as much, and a server has answered 50,000 writes before it answers them with good code.
LATE_C2="-XX:Tier4InvocationThreshold=15000 -XX:Tier4MinInvocationThreshold=4000 -XX:Tier4CompileThreshold=30000 -XX:Tier4BackEdgeThreshold=200000"
NO_PROFILES="-XX:-AOTReplayTraining -XX:-AOTRecordTraining"

# What was hot in the training run needs no counting: it goes to the second compiler as soon as it is called a few hundred times, of which there are two
# threads while there is a queue, since a server under load gives one of them half a core. Smaller pieces take half the time to compile.
PROFILES="-XX:+AOTReplayTraining -XX:CICompilerCount=3 -XX:MaxInlineLevel=9 -XX:InlineSmallCode=1200 -XX:FreqInlineSize=150"

# A check of a pod goes to a hundred places of it in a row. C2 would put a hundred times the same small steps into one method, and think about some of
# those for two seconds, while all that is hotter waits: 9 of the 23 seconds that it took, for a thirtieth of what a create costs.
SMALL_CHECKS="-XX:CompileCommand=quiet -XX:CompileCommand=dontinline,dev.coracle.apiserver.resource.check.Place::*"

# A write touches code and objects all over the place; with pages of 2 MB their addresses are found without walking tables.
LARGE_PAGES="-XX:+UseTransparentHugePages"

# The same order each time: an AOT cache is good for one class path only.
classpath() {
    printf '%s:' "$DIST"/lib/*.jar | sed 's/:$//'
}

# The JVM reads paths by the locale's letters: without a locale, as in many containers, those of other alphabets would be none.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
    C | POSIX) export LC_ALL=C.UTF-8 ;;
esac

# glibc keeps a heap for each thread that asks; few do for a server of virtual threads
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}"

launch() {
    _name=$1
    _main=$2
    shift 2
    for _arg in "$@"; do
        case $_arg in
            --help | -h) exec cat "$DIST/share/help/$_name.txt" ;;
            --version | --version=true) exec cat "$DIST/share/version/$_name.txt" ;;
        esac
    done
    find_java || exit 1
    become "$_name" "${CORACLE_JAVA_OPTIONS:-}" "$_main" "$@"
}
