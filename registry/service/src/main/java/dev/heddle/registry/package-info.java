package dev.heddle.registry;
