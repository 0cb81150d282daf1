/** What can be asked of one resource: get, list, watch and the writes, with their options. */
@NullMarked
package dev.coracle.client.resource;

import org.jspecify.annotations.NullMarked;
