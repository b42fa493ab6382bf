/**
 * A Hive Metastore for one machine: the real server, on loopback, over a schema of a PostgreSQL
 * database. It has a class path of its own, since Hive's libraries agree with nobody else's; the
 * platform starts it as a process and talks to it as to any metastore, over Thrift.
 */
package dev.heddle.metastore;
