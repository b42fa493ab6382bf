/** Functions deployed as consumers of Kafka's topics, as the platform's API speaks of them. */
package dev.heddle.client.streams;
