#!/bin/sh
# Keeps the classes of a Spark session in an archive, with which one starts in about half the time. An archive fits
# one class path, so that path is written down in full: for spark-submit in its settings, for the Java kernel in a file.
set -eu
cd /opt/workspace/spark
jars=$(printf '%s:' /opt/heddle/spark/*.jar /opt/heddle/client/*.jar /opt/spark/jars/*.jar)
jars=${jars%:}
printf '%s\n' "$jars" >classpath

# What Spark, Hadoop and Arrow reach into; spark-submit says the same by itself.
options='-XX:+IgnoreUnrecognizedVMOptions --add-modules=jdk.incubator.vector'
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
    java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.util.calendar; do
    options="$options --add-opens=java.base/$package=ALL-UNNAMED"
done
options="$options --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

settings=
while read -r key value; do
    case $key in
        '' | '#'*) ;;
        *) settings="$settings -D$key=$value" ;;
    esac
done <spark-defaults.conf
# Words, on purpose: each is an option.
# shellcheck disable=SC2086
java $options $settings -Dspark.sql.warehouse.dir=/tmp/warehouse -XX:ArchiveClassesAtExit=/opt/workspace/spark/spark.jsa \
    -cp "$jars" dev.heddle.batch.SessionRehearsal >/tmp/rehearsal.log 2>&1 || { cat /tmp/rehearsal.log; exit 1; }
[ -f spark.jsa ] || { cat /tmp/rehearsal.log; exit 1; }
archive='-XX:SharedArchiveFile=/opt/workspace/spark/spark.jsa -Xshare:auto -Xlog:cds=off -Xlog:aot=off'
printf '%s %s\n' "$options" "$archive" >java-options
printf 'spark.driver.extraClassPath %s\nspark.driver.extraJavaOptions %s --enable-native-access=ALL-UNNAMED %s\n' \
    "$jars" "$archive" "--sun-misc-unsafe-memory-access=allow" >>spark-defaults.conf
rm -rf /tmp/*
