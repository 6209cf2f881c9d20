#!/bin/sh
exec /opt/Sotto/sotto "$@"
