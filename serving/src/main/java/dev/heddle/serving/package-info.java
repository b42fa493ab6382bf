package dev.heddle.serving;
