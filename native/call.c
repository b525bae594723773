#include <stdio.h>

#include "addon.h"

static void refuse(struct call *call, size_t index, const char *expected) {
  char message[64];
  if (call->failed) return;
  call->failed = true;
  snprintf(message, sizeof message, "argument %u must be %s", (unsigned)index + 1, expected);
  napi_throw_type_error(call->env, NULL, message);
}

struct call call_begin(napi_env env, napi_callback_info info) {
  struct call call = {.env = env, .count = CALL_MAX_ARGUMENTS, .failed = false};
  napi_get_cb_info(env, info, &call.count, call.values, NULL, NULL);
  return call;
}

double call_number(struct call *call, size_t index) {
  double value = 0;
  if (index >= CALL_MAX_ARGUMENTS || napi_get_value_double(call->env, call->values[index], &value) != napi_ok) {
    refuse(call, index, "a number");
  }
  return value;
}

int32_t call_int(struct call *call, size_t index) {
  double value = call_number(call, index);
  if (!call->failed && !(value >= INT32_MIN && value <= INT32_MAX && value == (double)(int32_t)value)) {
    refuse(call, index, "a 32-bit integer");
  }
  return call->failed ? 0 : (int32_t)value;
}

uint32_t call_uint32(struct call *call, size_t index) {
  double value = call_number(call, index);
  if (!call->failed && !(value >= 0 && value <= UINT32_MAX && value == (double)(uint32_t)value)) {
    refuse(call, index, "an unsigned 32-bit integer");
  }
  return call->failed ? 0 : (uint32_t)value;
}

void call_string(struct call *call, size_t index, char *into, size_t size) {
  size_t length = 0;
  into[0] = '\0';
  if (napi_get_value_string_utf8(call->env, call->values[index], into, size, &length) != napi_ok) {
    refuse(call, index, "a string");
  } else if (length + 1 >= size) {
    refuse(call, index, "a shorter string");
  }
}

char *call_bytes(struct call *call, size_t index, size_t *length) {
  napi_typedarray_type type;
  void *bytes = NULL;
  *length = 0;
  if (napi_get_typedarray_info(call->env, call->values[index], &type, length, &bytes, NULL, NULL) != napi_ok ||
      type != napi_uint8_array) {
    refuse(call, index, "a Uint8Array");
    *length = 0;
    return NULL;
  }
  return bytes;
}

napi_value js_number(napi_env env, double value) {
  napi_value result = NULL;
  napi_create_double(env, value, &result);
  return result;
}

napi_value js_string(napi_env env, const char *value) {
  napi_value result = NULL;
  napi_create_string_utf8(env, value, NAPI_AUTO_LENGTH, &result);
  return result;
}

napi_value js_undefined(napi_env env) {
  napi_value result = NULL;
  napi_get_undefined(env, &result);
  return result;
}

napi_value js_array(napi_env env, size_t length) {
  napi_value result = NULL;
  napi_create_array_with_length(env, length, &result);
  return result;
}

void js_set(napi_env env, napi_value array, size_t index, napi_value value) {
  napi_set_element(env, array, (uint32_t)index, value);
}

void add_function(napi_env env, napi_value exports, const char *name, napi_callback callback) {
  napi_value function;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function) == napi_ok) {
    napi_set_named_property(env, exports, name, function);
  }
}
