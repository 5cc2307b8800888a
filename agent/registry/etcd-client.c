/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/registry/etcd-client.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/sys.h"

#include <curl/curl.h>
#include <string.h>

enum {
    CONNECT_SECONDS = 2,
    /* the longest wait for one server; also an etcd on a slow disk answers in that time */
    ANSWER_SECONDS = 4,
    ANSWER_MAX = 64 * 1024 * 1024,
    /* the pause when no server has answered for the first time; each further pause is twice as
     * long */
    PAUSE_MIN_MS = 500,
    PAUSE_MAX_MS = 8000,
    SECRET_MAX = 4096,
    SHOWN_MAX = 200, /* the largest number of bytes of an answer that a message shows */
    HTTP_OK = 200,
    HTTP_UNAUTHORIZED = 401,
};

struct VmgEtcdClient {
    char **servers;
    guint first; /* index of the server that answered last */
    VmgRegistryOptions options;
    GMutex lock; /* protects the members below */
    CURL *curl;  /* NULL until the first call */
    char *token; /* NULL until the client has logged in */
    guint pause_ms;
    gint64 not_before; /* monotonic, microseconds */
};

VmgEtcdClient *
vmg_etcd_client_new(const char *servers, const VmgRegistryOptions *options, GError **error)
{
    VmgEtcdClient *client;

    if (!*servers || strpbrk(servers, "/ \t@")) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("[registry] uri = etcd://%s: expected etcd://HOST:PORT[,HOST:PORT...]"),
                    servers);
        return NULL;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    client = g_new0(VmgEtcdClient, 1);
    client->servers = g_strsplit(servers, ",", -1);
    client->first = (guint)g_random_int_range(0, (gint32)g_strv_length(client->servers));
    client->options = (VmgRegistryOptions){
        .ca_file = g_strdup(options->ca_file),
        .cert_file = g_strdup(options->cert_file),
        .key_file = g_strdup(options->key_file),
        .auth_file = g_strdup(options->auth_file),
        .lease = options->lease,
    };
    g_mutex_init(&client->lock);
    return client;
}

static void
forget_token(VmgEtcdClient *client)
{
    if (client->token)
        explicit_bzero(client->token, strlen(client->token));
    g_clear_pointer(&client->token, g_free);
}

void
vmg_etcd_client_free(VmgEtcdClient *client)
{
    forget_token(client);
    g_strfreev(client->servers);
    g_free((char *)client->options.ca_file);
    g_free((char *)client->options.cert_file);
    g_free((char *)client->options.key_file);
    g_free((char *)client->options.auth_file);
    g_clear_pointer(&client->curl, curl_easy_cleanup);
    g_mutex_clear(&client->lock);
    g_free(client);
}

/* Collects the answer. Ends the transfer if the answer is too long. */
static size_t
take(char *data, size_t size, size_t count, void *answer)
{
    GString *text = answer;

    if (text->len + size * count > ANSWER_MAX)
        return 0;
    g_string_append_len(text, data, (gssize)(size * count));
    return size * count;
}

/* Prepares one request. Proxies and certificates of the environment are not used. */
static void
set_up(VmgEtcdClient *client, const char *url, struct curl_slist *headers, GString *answer)
{
    const VmgRegistryOptions *options = &client->options;

    curl_easy_reset(client->curl);
    curl_easy_setopt(client->curl, CURLOPT_URL, url);
    curl_easy_setopt(client->curl, CURLOPT_PROXY, "");
    curl_easy_setopt(client->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(client->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(client->curl, CURLOPT_TIMEOUT, (long)ANSWER_SECONDS);
    curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(client->curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(client->curl, CURLOPT_WRITEDATA, answer);
    if (!options->ca_file)
        return;
    curl_easy_setopt(client->curl, CURLOPT_CAINFO, options->ca_file);
    curl_easy_setopt(client->curl, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(client->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (options->cert_file)
        curl_easy_setopt(client->curl, CURLOPT_SSLCERT, options->cert_file);
    if (options->key_file)
        curl_easy_setopt(client->curl, CURLOPT_SSLKEY, options->key_file);
}

static struct curl_slist *
headers_of(const VmgEtcdClient *client)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    g_autofree char *token =
        client->token ? g_strconcat("Authorization: ", client->token, NULL) : NULL;

    headers = curl_slist_append(headers, "Expect:");
    return token ? curl_slist_append(headers, token) : headers;
}

/* Sends one request. Returns the HTTP status; 0 and an error if SERVER did not answer. */
static long
ask_server(VmgEtcdClient *client, const char *server, const char *path, const char *request,
           GString *answer, GError **error)
{
    g_autofree char *url =
        g_strdup_printf("%s://%s%s", client->options.ca_file ? "https" : "http", server, path);
    struct curl_slist *headers = headers_of(client);
    CURLcode result;
    long status = 0;

    g_string_truncate(answer, 0);
    set_up(client, url, headers, answer);
    curl_easy_setopt(client->curl, CURLOPT_POSTFIELDS, request);
    result = curl_easy_perform(client->curl);
    curl_slist_free_all(headers);
    if (result == CURLE_OK)
        curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
    else
        g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "etcd %s: %s", server,
                    curl_easy_strerror(result));
    return status;
}

/* The first line of an answer that is not JSON. etcd's gateway answers in plain text if it
 * refuses a client certificate because it has a common name (CN). */
static char *
first_line(const GString *answer)
{
    g_autofree char *line = g_strndup(answer->str, MIN(strcspn(answer->str, "\r\n"), SHOWN_MAX));
    g_autofree char *valid = g_utf8_make_valid(line, -1);

    return *valid ? g_strescape(valid, NULL) : g_strdup(_("an answer that is no etcd's"));
}

/* The error message in an answer. Free with g_free(). */
static char *
message_of(const GString *answer)
{
    g_autoptr(JsonNode) node = json_from_string(answer->str, NULL);
    JsonObject *object = node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    const char *text =
        object ? json_object_get_string_member_with_default(object, "error", NULL) : NULL;

    if (object && !text) /* etcd 3.6 */
        text = json_object_get_string_member_with_default(object, "message", NULL);
    return text ? g_strdup(text) : first_line(answer);
}

/* Whether to ask another server: this server does not answer, has lost contact with its cluster, or
 * is not etcd. */
static gboolean
is_for_another(long status)
{
    return status == 0 || status >= 500;
}

/* Sets how long to wait before the next try. The pause has a random part: all hosts lose their etcd
 * at the same moment, and must not all try again at the same moment. */
static void
set_pause(VmgEtcdClient *client, gboolean answered)
{
    if (answered) {
        client->pause_ms = 0;
        client->not_before = 0;
        return;
    }
    client->pause_ms = CLAMP(client->pause_ms * 2, PAUSE_MIN_MS, PAUSE_MAX_MS);
    client->not_before =
        g_get_monotonic_time() + (gint64)(client->pause_ms * g_random_double_range(0.5, 1) * 1000);
}

/* Asks the servers in turn until one answers. Returns the HTTP status as ask_server() does. */
static long
ask_servers(VmgEtcdClient *client, const char *path, const char *request, GString *answer,
            GError **error)
{
    guint count = g_strv_length(client->servers);

    for (guint i = 0; i < count; i++) {
        guint number = (client->first + i) % count;
        const char *server = client->servers[number];
        long status;

        g_clear_error(error);
        status = ask_server(client, server, path, request, answer, error);
        if (!is_for_another(status)) {
            client->first = number;
            set_pause(client, TRUE);
            return status;
        }
        if (status) {
            g_autofree char *message = message_of(answer);

            g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "etcd %s: %s", server, message);
        }
    }
    set_pause(client, FALSE);
    return 0;
}

static JsonNode *
read_answer(const VmgEtcdClient *client, long status, const GString *answer, GError **error)
{
    g_autoptr(JsonNode) node = status == HTTP_OK ? json_from_string(answer->str, NULL) : NULL;
    g_autofree char *message = NULL;

    if (node && JSON_NODE_HOLDS_OBJECT(node))
        return g_steal_pointer(&node);
    message = message_of(answer);
    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "etcd %s: %s", client->servers[client->first],
                message);
    return NULL;
}

/* A JSON object with two texts: {"KEY": "VALUE", "OTHER_KEY": "OTHER"}. */
static char *
pair_of(const char *key, const char *value, const char *other_key, const char *other)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonNode) root = NULL;

    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, key);
    json_builder_add_string_value(builder, value);
    json_builder_set_member_name(builder, other_key);
    json_builder_add_string_value(builder, other);
    json_builder_end_object(builder);
    root = json_builder_get_root(builder);
    return json_to_string(root, FALSE);
}

/* Reads [registry] auth-file: the name is on the first line, the password on the second line.
 * Returns both as JSON. */
static char *
read_login(const VmgEtcdClient *client, GError **error)
{
    g_autofree char *text = vmg_sys_read_secret(client->options.auth_file, SECRET_MAX, NULL, error);
    g_auto(GStrv) lines = text ? g_strsplit(text, "\n", 3) : NULL;
    char *login = NULL;

    if (lines && g_strv_length(lines) >= 2)
        login = pair_of("name", g_strchomp(lines[0]), "password", g_strchomp(lines[1]));
    else if (lines)
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("[registry] auth-file %s: expected two lines, a name and a password"),
                    client->options.auth_file);
    if (text)
        explicit_bzero(text, strlen(text));
    return login;
}

static gboolean
log_in(VmgEtcdClient *client, GString *answer, GError **error)
{
    g_autofree char *login = NULL;
    g_autoptr(JsonNode) node = NULL;
    long status;

    if (!client->options.auth_file || client->token)
        return TRUE;
    login = read_login(client, error);
    if (!login)
        return FALSE;
    status = ask_servers(client, "/v3/auth/authenticate", login, answer, error);
    explicit_bzero(login, strlen(login));
    node = status ? read_answer(client, status, answer, error) : NULL;
    if (!node)
        return FALSE;
    client->token = g_strdup(
        json_object_get_string_member_with_default(json_node_get_object(node), "token", ""));
    return TRUE;
}

static JsonNode *
ask(VmgEtcdClient *client, const char *path, const char *request, GError **error)
{
    g_autoptr(GString) answer = g_string_new(NULL);
    long status = 0;

    for (int tries = 0; tries < 2; tries++) {
        g_clear_error(error);
        if (!log_in(client, answer, error))
            return NULL;
        status = ask_servers(client, path, request, answer, error);
        if (status != HTTP_UNAUTHORIZED || !client->token)
            break;
        forget_token(client); /* the token has expired: log in again */
    }
    return status ? read_answer(client, status, answer, error) : NULL;
}

JsonNode *
vmg_etcd_call(VmgEtcdClient *client, const char *path, const char *request, GError **error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&client->lock);

    if (!client->curl)
        client->curl = curl_easy_init();
    if (g_get_monotonic_time() >= client->not_before)
        return ask(client, path, request, error);
    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, _("no server of etcd has answered"));
    return NULL;
}
