/** Requests to a Kubernetes API server and their answers, over any transport. */
@NullMarked
package dev.coracle.client.rest;

import org.jspecify.annotations.NullMarked;
