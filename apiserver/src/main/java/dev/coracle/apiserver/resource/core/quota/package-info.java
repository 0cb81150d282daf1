/** What a namespace may use: LimitRanges and ResourceQuotas. */
@NullMarked
package dev.coracle.apiserver.resource.core.quota;

import org.jspecify.annotations.NullMarked;
