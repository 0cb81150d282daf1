/** The admission plugins that are part of the API server, and which of them run in which order. */
@NullMarked
package dev.coracle.apiserver.admission.plugin;

import org.jspecify.annotations.NullMarked;
