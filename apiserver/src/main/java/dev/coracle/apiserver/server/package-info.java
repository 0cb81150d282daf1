/** The API server put together: its stations in a row, its life from start to stop. */
@NullMarked
package dev.coracle.apiserver.server;

import org.jspecify.annotations.NullMarked;
