/** How the API names things: groups, versions, kinds, resources. */
@NullMarked
package dev.coracle.api.naming;

import org.jspecify.annotations.NullMarked;
