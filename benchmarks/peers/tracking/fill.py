"""Copies files into the database of MLflow's server and has it gather statistics.

fill.py DATABASE [FOLDER]: FOLDER holds TABLE.tsv for each table; the first line names the columns.
"""

import csv
import itertools
import pathlib
import sqlite3
import sys

TABLES = ["runs", "tags", "params", "latest_metrics", "metrics"]


def files(folder):
    for table in TABLES:
        with open(pathlib.Path(folder) / f"{table}.tsv", newline="") as file:
            yield table, file.readline().split(), file


def fill_sqlite(path, folder):
    connection = sqlite3.connect(path, timeout=60)
    if folder:
        for table, columns, file in files(folder):
            rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if table.endswith("metrics"):
                # SQLite's own reading of a number's text is off by a last place.
                rows = ([row[0], float(row[1]), *row[2:]] for row in rows)
            places = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
            while batch := list(itertools.islice(rows, 50_000)):
                connection.executemany(statement, batch)
        connection.commit()
    connection.execute("ANALYZE")
    connection.commit()


def fill_postgres(address, folder):
    import psycopg2

    connection = psycopg2.connect(address.replace("+psycopg2", ""))
    with connection.cursor() as cursor:
        if folder:
            for table, columns, file in files(folder):
                cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", file)
        connection.commit()
        connection.autocommit = True
        cursor.execute("VACUUM ANALYZE")


def main():
    database = sys.argv[1]
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    if database.startswith("sqlite:///"):
        fill_sqlite(database.removeprefix("sqlite:///"), folder)
    else:
        fill_postgres(database, folder)


main()
