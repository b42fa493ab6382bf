/** Where the files of versions are kept, addressed by their content. */
package dev.heddle.registry.store;
