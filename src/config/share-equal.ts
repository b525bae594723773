/**
 * `value`, but with `model` in its place, or with parts of `model`, wherever they are equal: plain values as a configuration
 * is made of. A thousand processes of one section then keep what differs and not a thousand configurations, and objects
 * that are like the model are of the same kind to V8, which else keeps a description of about a kilobyte of each.
 */
export function shareEqual<Value>(model: Value, value: Value): Value {
  if (!isObject(model) || !isObject(value)) return value;
  const [names, keys] = [Object.keys(model), Object.keys(value)];
  const isAlike = Array.isArray(model) === Array.isArray(value) && names.length === keys.length;
  if (!isAlike || !keys.every((key, index) => key === names[index])) return value;
  const differing = keys.flatMap((key) => {
    const shared = shareEqual(model[key], value[key]);
    return Object.is(shared, model[key]) ? [] : [[key, shared] as const];
  });
  if (differing.length === 0) return model;
  if (Array.isArray(value)) return value;
  const copy: Record<string, unknown> & Value = { ...model };
  for (const [key, shared] of differing) (copy as Record<string, unknown>)[key] = shared;
  return copy;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
