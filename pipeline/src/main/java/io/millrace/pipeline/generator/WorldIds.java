package io.millrace.pipeline.generator;

/** Numbers inside a world, strings on the wire. */
final class WorldIds {
    private static final char USER = 'u';
    private static final char ITEM = 'i';

    private WorldIds() {}

    static String user(int number) {
        return USER + String.valueOf(number);
    }

    static String item(int number) {
        return ITEM + String.valueOf(number);
    }

    /** @throws IllegalArgumentException if there is no such user */
    static int userNumber(String id, int users) {
        return number(id, USER, users);
    }

    /** @throws IllegalArgumentException if there is no such item */
    static int itemNumber(String id, int items) {
        return number(id, ITEM, items);
    }

    private static int number(String id, char kind, int count) {
        if (id.matches(kind + "\\d{1,9}")) {
            int number = Integer.parseInt(id.substring(1));
            if (number < count) {
                return number;
            }
        }
        throw new IllegalArgumentException("no '" + id + "' in this world");
    }
}
