# Sourced by suites in Java: java_suite MAIN ARGS… takes what pom.xml names from Maven's registry, compiles the folder's files and runs MAIN.
java_suite() {
    . ../../launcher/src/main/dist/libexec/find-java.sh
    find_java || return 1
    mkdir -p target/classes
    mvn -B -q -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=target/lib \
        >target/maven.log 2>&1 || { cat target/maven.log; return 1; }
    "$JAVA_HOME_FOUND/bin/javac" -proc:none -nowarn -d target/classes -cp 'target/lib/*' ../shared/java/*.java ./*.java || return 1
    "$JAVA_HOME_FOUND/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp 'target/classes:target/lib/*' "$@"
}
