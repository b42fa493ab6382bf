package dev.heddle.runtime;
