/** A Kafka broker for one machine: the program alone. Who starts and watches it is elsewhere. */
package dev.heddle.broker;
