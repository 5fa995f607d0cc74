/** Passkeys: the browser's own JSON forms (WebAuthn level 3), between the server's options and its answer. */

type Options = Record<string, unknown>;
interface Parser {
  parseCreationOptionsFromJSON(options: unknown): PublicKeyCredentialCreationOptions;
  parseRequestOptionsFromJSON(options: unknown): PublicKeyCredentialRequestOptions;
}
const parser = (): Parser => PublicKeyCredential as unknown as Parser;

export const canPasskey = (): boolean => typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

export async function makePasskey(options: Options): Promise<Record<string, unknown>> {
  const made = await navigator.credentials.create({ publicKey: parser().parseCreationOptionsFromJSON(options) });
  return (made as PublicKeyCredential).toJSON() as unknown as Record<string, unknown>;
}

export async function usePasskey(options: Options): Promise<Record<string, unknown>> {
  const used = await navigator.credentials.get({ publicKey: parser().parseRequestOptionsFromJSON(options) });
  return (used as PublicKeyCredential).toJSON() as unknown as Record<string, unknown>;
}
