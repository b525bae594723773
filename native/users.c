#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include "addon.h"

enum { NAME_BYTES = 1024, FIRST_BUFFER_BYTES = 4096, LARGEST_BUFFER_BYTES = 64 << 20 };

/* getpwnam(3): these mean "no such entry" on one system or another; everything else is a real failure. */
static bool means_absent(int error) {
  return error == 0 || error == ENOENT || error == ESRCH || error == EBADF || error == EPERM;
}

typedef int (*look_up)(const void *key, void *record, char *buffer, size_t size, bool *found);

static int user_by_name(const void *key, void *record, char *buffer, size_t size, bool *found) {
  struct passwd *entry = NULL;
  int error = getpwnam_r(key, record, buffer, size, &entry);
  *found = entry != NULL;
  return error;
}

static int user_by_uid(const void *key, void *record, char *buffer, size_t size, bool *found) {
  struct passwd *entry = NULL;
  int error = getpwuid_r(*(const uint32_t *)key, record, buffer, size, &entry);
  *found = entry != NULL;
  return error;
}

static int group_by_name(const void *key, void *record, char *buffer, size_t size, bool *found) {
  struct group *entry = NULL;
  int error = getgrnam_r(key, record, buffer, size, &entry);
  *found = entry != NULL;
  return error;
}

static int group_by_gid(const void *key, void *record, char *buffer, size_t size, bool *found) {
  struct group *entry = NULL;
  int error = getgrgid_r(*(const uint32_t *)key, record, buffer, size, &entry);
  *found = entry != NULL;
  return error;
}

/* Calls one of the above with a buffer that grows until the entry fits. The caller frees *buffer. */
static int look_up_growing(look_up function, const void *key, void *record, char **buffer, bool *found) {
  size_t size = FIRST_BUFFER_BYTES;
  *buffer = NULL;
  *found = false;
  for (;;) {
    char *larger = realloc(*buffer, size);
    if (!larger) return ENOMEM;
    *buffer = larger;
    int error = function(key, record, *buffer, size, found);
    if (error == ERANGE && size < LARGEST_BUFFER_BYTES) size *= 4;
    else if (error != EINTR) return error;
  }
}

static napi_value find_user(napi_env env, look_up function, const void *key) {
  struct passwd record;
  char *buffer;
  bool found;
  napi_value result;
  int error = look_up_growing(function, key, &record, &buffer, &found);
  if (found) {
    result = js_array(env, 5);
    js_set(env, result, 0, js_string(env, record.pw_name));
    js_set(env, result, 1, js_number(env, record.pw_uid));
    js_set(env, result, 2, js_number(env, record.pw_gid));
    js_set(env, result, 3, js_string(env, record.pw_dir ? record.pw_dir : ""));
    js_set(env, result, 4, js_string(env, record.pw_shell ? record.pw_shell : ""));
  } else {
    result = means_absent(error) ? js_undefined(env) : js_number(env, error);
  }
  free(buffer);
  return result;
}

static napi_value find_group(napi_env env, look_up function, const void *key) {
  struct group record;
  char *buffer;
  bool found;
  napi_value result;
  int error = look_up_growing(function, key, &record, &buffer, &found);
  if (found) {
    result = js_array(env, 2);
    js_set(env, result, 0, js_string(env, record.gr_name));
    js_set(env, result, 1, js_number(env, record.gr_gid));
  } else {
    result = means_absent(error) ? js_undefined(env) : js_number(env, error);
  }
  free(buffer);
  return result;
}

/* userByName(name): [name, uid, gid, home, shell], undefined, or an errno. */
static napi_value get_user_by_name(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  char name[NAME_BYTES];
  call_string(&call, 0, name, sizeof name);
  return call.failed ? NULL : find_user(env, user_by_name, name);
}

/* userByUid(uid): as userByName. */
static napi_value get_user_by_uid(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  uint32_t uid = call_uint32(&call, 0);
  return call.failed ? NULL : find_user(env, user_by_uid, &uid);
}

/* groupByName(name): [name, gid], undefined, or an errno. */
static napi_value get_group_by_name(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  char name[NAME_BYTES];
  call_string(&call, 0, name, sizeof name);
  return call.failed ? NULL : find_group(env, group_by_name, name);
}

/* groupByGid(gid): as groupByName. */
static napi_value get_group_by_gid(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  uint32_t gid = call_uint32(&call, 0);
  return call.failed ? NULL : find_group(env, group_by_gid, &gid);
}

#ifdef __APPLE__
typedef int listed_gid;
#else
typedef gid_t listed_gid;
#endif

/* groupsOf(name, gid): every group id of the user, or an errno. */
static napi_value get_groups_of(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  char name[NAME_BYTES];
  call_string(&call, 0, name, sizeof name);
  listed_gid gid = (listed_gid)call_uint32(&call, 1);
  if (call.failed) return NULL;
  listed_gid *groups = NULL;
  for (int room = 64; room <= 1 << 20; room *= 4) {
    listed_gid *larger = realloc(groups, (size_t)room * sizeof *groups);
    if (!larger) break;
    groups = larger;
    int count = room;
    if (getgrouplist(name, gid, groups, &count) < 0) continue;
    napi_value result = js_array(env, (size_t)count);
    for (int i = 0; i < count; i++) js_set(env, result, (size_t)i, js_number(env, (gid_t)groups[i]));
    free(groups);
    return result;
  }
  free(groups);
  return js_number(env, ENOMEM);
}

void register_users(napi_env env, napi_value exports) {
  add_function(env, exports, "userByName", get_user_by_name);
  add_function(env, exports, "userByUid", get_user_by_uid);
  add_function(env, exports, "groupByName", get_group_by_name);
  add_function(env, exports, "groupByGid", get_group_by_gid);
  add_function(env, exports, "groupsOf", get_groups_of);
}
