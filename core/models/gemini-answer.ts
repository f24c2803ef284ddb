/** What a response of Vertex AI comes to: every way in which it may end, also those that nobody knows yet. */
import type { protos } from '@google-cloud/aiplatform';
import { spokenText } from './gemini';
import { joinedSearches, searchedBy, searchesBy } from './gemini-search';
import type { ModelAnswer, Recitation, SafetyRating } from './question';

export type Response = protos.google.cloud.aiplatform.v1.IGenerateContentResponse;
type Said = protos.google.cloud.aiplatform.v1.ICandidate;
type EnumValue = string | number | null | undefined;

/**
 * The name of an enum's value; undefined of one that is not set. One that has no name where the answer was written comes as its
 * number: it is one all the same.
 */
function nameOf(value: EnumValue, type: string): string | undefined {
  if (typeof value === 'number') return value === 0 ? undefined : `${type}_${value}`;
  return !value || value.endsWith('_UNSPECIFIED') ? undefined : value;
}

export const finishReasonOf = (candidate: Said | undefined): string | undefined =>
  nameOf(candidate?.finishReason, 'FINISH_REASON');

/** A response may be blocked as a whole, lack candidates, be STOP with blank text, or be all thought: each has its own outcome. */
export function readGeminiAnswer({ candidates, promptFeedback, usageMetadata, modelVersion }: Response): ModelAnswer {
  const [candidate] = candidates ?? [];
  const parts = candidate?.content?.parts ?? [];
  const text = spokenText(parts);
  const thoughtTokens = usageMetadata?.thoughtsTokenCount ?? 0;
  const searches = searchesBy(candidate?.groundingMetadata);
  const usage = {
    inputTokens: usageMetadata?.promptTokenCount ?? 0,
    outputTokens: (usageMetadata?.candidatesTokenCount ?? 0) + thoughtTokens,
    thoughtTokens,
    ...(searches && { searches }),
  };
  const safety = (candidate?.safetyRatings ?? promptFeedback?.safetyRatings ?? []).map(ratingOf);
  const told = { usage, ...(modelVersion && { model: modelVersion }), ...(safety.length > 0 && { safety }) };
  const blockReason = nameOf(promptFeedback?.blockReason, 'BLOCKED_REASON');
  if (blockReason) return { outcome: 'blocked', text: '', finishReason: blockReason, ...told };

  const finishReason = finishReasonOf(candidate) ?? 'OTHER';
  const isWhole = finishReason === 'STOP' || finishReason === 'MAX_TOKENS';
  if (candidate && !isWhole) return { outcome: 'blocked', text: '', finishReason, ...told };
  if (text.trim() === '') return { outcome: 'empty', text: '', finishReason, ...told };
  const recitations = (candidate?.citationMetadata?.citations ?? []).map(recitationOf);
  const outcome = finishReason === 'STOP' ? 'answered' : 'truncated';
  const searched = searchedBy(candidate?.groundingMetadata, parts);
  return {
    outcome,
    text,
    finishReason,
    ...told,
    ...(recitations.length > 0 && { recitations }),
    ...(searched && { searched }),
  };
}

function ratingOf(rating: protos.google.cloud.aiplatform.v1.ISafetyRating): SafetyRating {
  const severity = nameOf(rating.severity, 'HARM_SEVERITY');
  return {
    category: nameOf(rating.category, 'HARM_CATEGORY') ?? 'OTHER',
    probability: nameOf(rating.probability, 'HARM_PROBABILITY') ?? 'OTHER',
    ...(severity && { severity }),
    ...(rating.blocked && { blocked: true }),
  };
}

const recitationOf = ({
  startIndex,
  endIndex,
  uri,
  title,
  license,
}: protos.google.cloud.aiplatform.v1.ICitation): Recitation => ({
  start: startIndex ?? 0,
  end: endIndex ?? 0,
  ...(uri && { uri }),
  ...(title && { title }),
  ...(license && { license }),
});

/** What chunks of a stream have said together. Later ones say more of how it ended, and leave out what earlier ones have said. */
export function joinedResponses(before: Response, chunk: Response): Response {
  const [earlier] = before.candidates ?? [];
  const [later] = chunk.candidates ?? [];
  const candidate = earlier && later ? joinedCandidates(earlier, later) : (later ?? earlier);
  return {
    ...(candidate && { candidates: [candidate] }),
    promptFeedback: chunk.promptFeedback ?? before.promptFeedback,
    usageMetadata: chunk.usageMetadata ?? before.usageMetadata,
    modelVersion: chunk.modelVersion || before.modelVersion,
  };
}

function joinedCandidates(before: Said, after: Said): Said {
  const citations = [before, after].flatMap(({ citationMetadata }) => citationMetadata?.citations ?? []);
  return {
    content: { parts: [...(before.content?.parts ?? []), ...(after.content?.parts ?? [])] },
    finishReason: finishReasonOf(after) ? after.finishReason : before.finishReason,
    safetyRatings: after.safetyRatings?.length ? after.safetyRatings : before.safetyRatings,
    citationMetadata: { citations },
    groundingMetadata: joinedSearches(before.groundingMetadata, after.groundingMetadata),
  };
}
