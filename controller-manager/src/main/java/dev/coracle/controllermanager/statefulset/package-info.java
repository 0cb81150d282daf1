/** StatefulSets: pods with a name, an order and claims of their own. */
@NullMarked
package dev.coracle.controllermanager.statefulset;

import org.jspecify.annotations.NullMarked;
