/** Local copies of what the API server holds, kept true by list and watch. */
@NullMarked
package dev.coracle.client.informer;

import org.jspecify.annotations.NullMarked;
