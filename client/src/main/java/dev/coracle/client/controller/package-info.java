/** The loop that every controller runs: a queue of keys, workers, reconcile. */
@NullMarked
package dev.coracle.client.controller;

import org.jspecify.annotations.NullMarked;
