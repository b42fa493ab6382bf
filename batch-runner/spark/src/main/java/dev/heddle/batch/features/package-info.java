/** The topics of feature views, read into tables and written from them. */
package dev.heddle.batch.features;
