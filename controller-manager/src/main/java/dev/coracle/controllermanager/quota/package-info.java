/** Counts what namespaces use against their quotas. */
@NullMarked
package dev.coracle.controllermanager.quota;

import org.jspecify.annotations.NullMarked;
