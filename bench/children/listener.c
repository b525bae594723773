/*
 * listener FILE: an event listener that answers at once. Writes to FILE, four bytes each, how many microseconds before its
 * arrival each event was made, by the stamp (see writer.c) at the beginning of its payload's second line; 0 without one.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char event[1 << 20];

/* There is never more than one event in the pipe, as only the answer brings the next. */
static size_t take_more(size_t at) {
  if (at >= sizeof event - 1) exit(1);
  ssize_t count = read(0, event + at, sizeof event - 1 - at);
  if (count <= 0) exit(0);
  event[at + (size_t)count] = '\0';
  return at + (size_t)count;
}

int main(int count, char **words) {
  int file = count > 1 ? open(words[1], O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  if (file < 0) return 2;
  if (write(1, "READY\n", 6) != 6) return 1;
  for (;;) {
    size_t size = take_more(0);
    char *payload;
    while ((payload = strchr(event, '\n')) == NULL) size = take_more(size);
    payload++;
    size_t whole = (size_t)(payload - event) + strtoul(strstr(event, "len:") + 4, NULL, 10);
    while (size < whole) size = take_more(size);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    char *data = strchr(payload, '\n');
    long long made = data == NULL ? 0 : atoll(data + 1);
    int32_t late = made == 0 ? 0 : (int32_t)((now.tv_sec * 1000000000LL + now.tv_nsec - made) / 1000);
    if (write(1, "RESULT 2\nOKREADY\n", 17) != 17) return 1;
    if (write(file, &late, sizeof late) != sizeof late) return 1;
  }
}
