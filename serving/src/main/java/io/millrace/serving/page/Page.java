package io.millrace.serving.page;

import io.millrace.serving.http.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the files of the page are. Each has a route of its own: nothing else can be read. They hold no data and need no
 * token; what they ask for does.
 */
public final class Page {
    private static final List<String> FILES = List.of(
            "page.css",
            "page.js",
            "api.js",
            "charts.js",
            "figures.js",
            "format.js",
            "user.js",
            "versions.js",
            "icon.svg");

    private static final String LIBRARY = "uplot/1.6.30/dist/";
    private static final List<String> LIBRARY_FILES = List.of("uPlot.esm.js", "uPlot.min.css");

    /** A new build is seen at the next visit. */
    private static final String ASK_AGAIN = "no-cache";
    /** The path has the library's version. */
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private Page() {}

    /** The page at {@code /}, and what it consists of. */
    public static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.open("/", new StaticFile("page.html", ASK_AGAIN)));
        for (String file : FILES) {
            routes.add(Route.open("/page/" + file, new StaticFile(file, ASK_AGAIN)));
        }
        for (String file : LIBRARY_FILES) {
            String path = LIBRARY + file;
            routes.add(Route.open("/page/" + path, new StaticFile("/META-INF/resources/webjars/" + path, FOR_EVER)));
        }
        return routes;
    }
}
