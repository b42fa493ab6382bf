package dev.heddle.client;
