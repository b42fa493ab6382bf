/**
 * The Open Inference Protocol: versions called with tensors, over HTTP as JSON and as bytes. How a
 * version looks in tensors is not decided here but by {@link dev.heddle.runtime.TensorField}.
 */
package dev.heddle.serving.oip;
