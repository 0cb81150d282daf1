/** Cluster roles whose rules are the sum of others'. */
@NullMarked
package dev.coracle.controllermanager.clusterrole;

import org.jspecify.annotations.NullMarked;
