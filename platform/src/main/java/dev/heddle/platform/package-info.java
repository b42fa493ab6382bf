package dev.heddle.platform;
