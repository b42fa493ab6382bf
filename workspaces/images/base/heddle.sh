#!/bin/sh
# The heddle command, with the person's token also where no shell has read it.
. /etc/profile.d/heddle.sh
exec /opt/heddle/heddle "$@"
