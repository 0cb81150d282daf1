/** The rules of the core group's kinds that have no rooms of their own, and the list of all of them. */
@NullMarked
package dev.coracle.apiserver.resource.core;

import org.jspecify.annotations.NullMarked;
