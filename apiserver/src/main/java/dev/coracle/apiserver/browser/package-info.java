/** What a browser wants to know before a page of another origin may ask, and how it is to come again. */
@NullMarked
package dev.coracle.apiserver.browser;

import org.jspecify.annotations.NullMarked;
