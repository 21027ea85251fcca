import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JavaTrial BASE STREAM_BASE USERNAME PASSWORD: a client that uses the JDK's HttpClient with default settings. */
public class JavaTrial {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static String api;
    private static String token;

    public static void main(String[] args) throws Exception {
        api = args[0] + "/api/v1";
        logIn(args[2], args[3]);
        writes();
        followsPages();
        followsChanges(args[1] + "/api/v1/tasks/stream");
        System.out.println("all steps done");
        // Threads of open streams would prevent the exit.
        System.exit(0);
    }

    private static HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(240));
        return token == null ? builder : builder.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(int status, HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
        check(response.statusCode() == status, response.statusCode() + ": " + response.body());
        check(response.version() == HttpClient.Version.HTTP_1_1, "the server must ignore the upgrade to HTTP/2");
        return response;
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }

    private static List<String> find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static void logIn(String username, String password) throws Exception {
        String form = "username=" + username + "&password=" + password.replace(' ', '+');
        HttpRequest.Builder request = request(URI.create(api + "/auth/login"))
            .header("Content-Type", "application/x-www-form-urlencoded;charset=UTF8")
            .POST(BodyPublishers.ofString(form));
        token = find("\"access_token\":\"([^\"]+)\"", send(200, request).body()).get(0);
    }

    private static void create(String title) throws Exception {
        send(201, request(URI.create(api + "/tasks")).header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"title\":\"" + title + "\"}")));
    }

    /** Alternates requests with and without a body: the server must find the next request head after each. */
    private static void writes() throws Exception {
        for (int number = 0; number < 5; number++) {
            create("Task " + number);
            send(200, request(URI.create(api + "/tasks?status%5B%5D=pending&limit=1")));
        }
        String problem = send(422, request(URI.create(api + "/tasks?stauts=pending"))).body();
        check(problem.contains("did you mean status?"), problem);
    }

    private static void followsPages() throws Exception {
        String ids = "\"id\":(\\d+)";
        List<String> expected = find(ids, send(200, request(URI.create(api + "/tasks"))).body());
        check(expected.size() == 5, expected.toString());
        for (boolean byLink : new boolean[] {true, false}) {
            List<String> found = new ArrayList<>();
            URI next = URI.create(api + "/tasks?limit=2");
            while (next != null) {
                HttpResponse<String> page = send(200, request(next));
                found.addAll(find(ids, page.body()));
                next = byLink ? nextLink(page) : nextCursor(page);
            }
            check(found.equals(expected), found + " by " + (byLink ? "Link" : "X-Next-Cursor"));
        }
    }

    /** Resolves a relative reference against the URL of the response. */
    private static URI nextLink(HttpResponse<String> page) {
        return page.headers().firstValue("Link").map(link -> URI.create(find("<([^>]+)>", link).get(0))).orElse(null);
    }

    private static URI nextCursor(HttpResponse<String> page) {
        return page.headers().firstValue("X-Next-Cursor")
            .map(cursor -> URI.create(api + "/tasks?limit=2&cursor=" + cursor)).orElse(null);
    }

    /** Reads the lines of one event: id, name and data. */
    private static String[] event(Iterator<String> lines) {
        String[] event = new String[3];
        for (String line = lines.next(); !line.isEmpty() || event[2] == null; line = lines.next()) {
            String[] field = line.split(": ", 2);
            int index = List.of("id", "event", "data").indexOf(field[0]);
            if (index >= 0) {
                event[index] = field[1];
            }
        }
        return event;
    }

    private static Iterator<String> open(String url, String last) throws Exception {
        HttpRequest.Builder request = request(URI.create(url)).header("Accept", "text/event-stream");
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofLines()).body().iterator();
    }

    private static void followsChanges(String url) throws Exception {
        String[] ready = event(open(url, null));
        check(ready[1].equals("ready") && ready[2].equals("{}"), String.join(" ", ready));
        create("Missed");
        Iterator<String> lines = open(url, ready[0]);
        String[] again = event(lines);
        check(again[0].equals(ready[0]) && again[1].equals("ready"), String.join(" ", again));
        String[] missed = event(lines);
        check(missed[1].equals("task.upsert") && missed[2].contains("\"title\":\"Missed\""), String.join(" ", missed));
    }
}
