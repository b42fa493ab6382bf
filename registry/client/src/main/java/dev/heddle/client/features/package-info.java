/** Feature views as they travel. What they are is {@link dev.heddle.model.FeatureView}. */
package dev.heddle.client.features;
