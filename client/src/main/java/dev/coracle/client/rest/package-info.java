/** A client of one API server: typed, dynamic and metadata-only access, and discovery. */
@NullMarked
package dev.coracle.client.rest;

import org.jspecify.annotations.NullMarked;
