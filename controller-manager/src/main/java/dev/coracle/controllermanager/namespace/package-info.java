/** Empties namespaces that are deleted. */
@NullMarked
package dev.coracle.controllermanager.namespace;

import org.jspecify.annotations.NullMarked;
